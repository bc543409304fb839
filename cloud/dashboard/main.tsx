import '../../devices/ui/tokens.css';
import '../../devices/ui/components.css';
import './dashboard.css';
import './tables.css';
import './why.css';
import './footfall.css';
import './offers.css';
import './rules/rules.css';
import { render } from 'preact';
import { App } from './app.tsx';

const place = document.getElementById('app');
if (place) render(<App />, place);
