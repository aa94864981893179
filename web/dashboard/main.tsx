import { render } from 'preact';
import '../style/tokens.css';
import '../style/base.css';
import '../report/report.css';
import './dashboard.css';
import { Dashboard } from './dashboard.js';

render(<Dashboard />, document.getElementById('page')!);
