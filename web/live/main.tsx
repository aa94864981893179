import '../platform/globals.js';
import { render } from 'preact';
import '../style/tokens.css';
import '../style/base.css';
import './live.css';
import { App } from './app.js';

render(<App />, document.getElementById('app')!);
