import '../ui/tokens.css';
import '../ui/components.css';
import './screen.css';
import './welcome.css';
import './offer.css';
import './refusal.css';
import { render } from 'preact';
import { keepAwake } from '../ui/keep-awake.ts';
import { App } from './app.tsx';

const place = document.getElementById('app');
if (place) render(<App />, place);
keepAwake();
// A long press on a kiosk is a tap that lasted, not a wish for the browser's menu.
document.addEventListener('contextmenu', (event) => event.preventDefault());
