/** Where the reader is: kept in the address, so that every view is a link. */
import { useEffect, useState } from 'preact/hooks';

export type Place =
  | { readonly view: 'list' }
  | { readonly view: 'run' | 'results'; readonly id: string }
  | { readonly view: 'compare'; readonly ids: readonly string[] };

/** Runs in one comparison: more curves cannot be told apart, and each asks for its rows. */
export const mostCompared = 20;

/** @param hash `#/run/0/catch-1` */
export function placeOf(hash: string): Place {
  const [path = '', query] = hash.replace(/^#\/?/, '').split('?');
  if (path === 'compare')
    return { view: 'compare', ids: [...new Set(new URLSearchParams(query).getAll('id'))].slice(0, mostCompared) };
  const [, view, id] = /^(run|results)\/(.+)$/.exec(path) ?? [];
  if (view === undefined || id === undefined) return { view: 'list' };
  return { view: view as 'run' | 'results', id: id.split('/').map(decode).join('/') };
}

export function hrefOf(place: Place): string {
  if (place.view === 'list') return '#/';
  if (place.view === 'compare') return `#/compare?${new URLSearchParams(place.ids.map((id) => ['id', id]))}`;
  return `#/${place.view}/${place.id.split('/').map(encodeURIComponent).join('/')}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  useEffect(() => {
    const follow = () => {
      setPlace(placeOf(location.hash));
      scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return place;
}
