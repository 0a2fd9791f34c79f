// Begins: draws the page, or the sign-in where nobody is signed in.
import { render } from 'preact';
import { App } from './app/app';
import './app/theme';
import './styles/base.css';
import './styles/parts.css';
import './styles/shell.css';

render(<App />, document.getElementById('app')!);
