/** The keyboard as the only hand: no pointer, and no address that says what is picked. */
import type { Locator, Page } from "@playwright/test";
import { type Position, pixel } from "./drawing";
import { expect, type Room } from "./room";

/** More stops than any room has. */
const STOPS = 150;
/** Arrow keys move the map by a hundred pixels: nearer than half of that they do not come. */
const NEAR_PX = 52;

export class Keys {
  readonly #page: Page;
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
    this.#page = room.page;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
  }

  /** Types over what a field held. */
  async type(text: string): Promise<void> {
    await this.press("Control+a");
    await this.#page.keyboard.type(text);
  }

  /** Goes from stop to stop until it is where it wants to be. */
  async to(what: Locator, by: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    await what.waitFor();
    for (let stop = 0; stop < STOPS; stop += 1) {
      if (await what.evaluate((one) => one === document.activeElement)) return;
      await this.press(by);
    }
    throw new Error(`${by} never comes to ${what}`);
  }

  async enter(what: Locator, by: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    await this.to(what, by);
    await this.press("Enter");
  }

  /** Fills a field and goes on to the next. */
  async fill(field: Locator, text: string): Promise<void> {
    await this.to(field);
    await this.type(text);
  }

  /** Picks an area by its name; the map shows it. */
  async pick(name: string): Promise<void> {
    await this.press("f");
    await expect(this.#page.getByLabel("按名称或编码选单元")).toBeFocused();
    await this.#page.keyboard.type(name);
    await this.#room.moved(() => this.press("Enter"));
  }

  /** Turns to a page at the right of the map. */
  async aside(name: string): Promise<void> {
    await this.press("a");
    const tab = this.#page.getByRole("tab", { name });
    for (let turn = 0; turn < 5; turn += 1) {
      if ((await tab.getAttribute("aria-selected")) === "true") break;
      await this.press("ArrowRight");
    }
    await expect(tab).toBeFocused();
  }

  /** Walks the map by arrow keys until a place is near its middle. */
  async walk(to: Position): Promise<void> {
    const box = await this.#page.locator("#map canvas").first().boundingBox();
    if (!box) throw new Error("the map is not there");
    for (let step = 0; step < STOPS; step += 1) {
      const { x, y } = await pixel(this.#page, to);
      const east = x - box.x - box.width / 2;
      const south = y - box.y - box.height / 2;
      const key =
        Math.abs(east) > NEAR_PX
          ? east > 0
            ? "ArrowRight"
            : "ArrowLeft"
          : Math.abs(south) > NEAR_PX
            ? south > 0
              ? "ArrowDown"
              : "ArrowUp"
            : null;
      if (key === null) return;
      await this.#room.moved(() => this.press(key));
    }
    throw new Error("the place is too far to walk");
  }
}
