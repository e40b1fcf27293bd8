// Starts the design system's own scripts: moving focus to the error summary, showing a password, the menu.
const script = document.getElementById("console-script");
import(script.dataset.look).then((look) => look.initAll()).catch(() => {});
