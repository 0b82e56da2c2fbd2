/** The keyboard aims from when it comes to the map or moves it, until a pointer presses. */
export function aim(canvas: HTMLCanvasElement): void {
  let pressing = false;
  const aims = () => {
    if (!pressing) canvas.dataset.aimed = "";
  };
  canvas.addEventListener("pointerdown", () => {
    pressing = true;
    delete canvas.dataset.aimed;
  });
  for (const type of ["pointerup", "pointercancel"]) {
    addEventListener(type, () => {
      pressing = false;
    });
  }
  canvas.addEventListener("focus", aims);
  canvas.addEventListener("keydown", ({ key }) => {
    if (/^(Arrow|[-+=_])/.test(key)) aims();
  });
}
