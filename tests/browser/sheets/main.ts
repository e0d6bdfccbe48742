import '@tilik/kit/styles.css';
import { mount } from 'svelte';
import Sheets from './Sheets.svelte';

mount(Sheets, { target: document.getElementById('app') ?? document.body });
