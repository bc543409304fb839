import '../ui/tokens.css';
import '../ui/components.css';
import './staff.css';
import { render } from 'preact';
import { keepAwake } from '../ui/keep-awake.ts';
import { App } from './app.tsx';

const place = document.getElementById('app');
if (place) render(<App />, place);
keepAwake();
