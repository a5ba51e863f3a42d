import { openShell } from "./shell.js";

openShell();
