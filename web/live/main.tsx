import '../platform/globals.js';
import { render } from 'preact';
import './live.css';
import { App } from './app.js';

render(<App />, document.getElementById('app')!);
