declare module '@tilik/kit/styles.css';
