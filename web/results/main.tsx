import { render } from 'preact';
import '../style/tokens.css';
import '../style/base.css';
import '../report/report.css';
import './results.css';
import { Results } from './results.js';

render(<Results />, document.getElementById('page')!);
