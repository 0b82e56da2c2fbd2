/** A hand that counts: every press, drag and filled field is one step. */
import type { Locator, Page } from "@playwright/test";
import type { Room } from "./room";

interface Spot {
  x: number;
  y: number;
}

export class Hand {
  readonly #page: Page;
  readonly #begun = Date.now();
  #steps = 0;
  #keys = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  async click(what: Locator): Promise<void> {
    this.#steps += 1;
    await what.click();
  }

  async type(into: Locator, text: string): Promise<void> {
    this.#steps += 1;
    this.#keys += text.length;
    await into.fill(text);
  }

  async press({ x, y }: Spot): Promise<void> {
    this.#steps += 1;
    await this.#page.mouse.move(x, y);
    await this.#page.mouse.click(x, y);
  }

  async drag({ x, y }: Spot, [right, down]: [number, number]): Promise<void> {
    this.#steps += 1;
    await this.#page.mouse.move(x, y);
    await this.#page.mouse.down();
    await this.#page.mouse.move(x + right, y + down, { steps: 8 });
    await this.#page.mouse.up();
  }

  /** Turns the wheel over a place until it is close; the place stays under the hand. */
  async closer(spot: () => Promise<Spot>, room: Room): Promise<void> {
    this.#steps += 1;
    for (let turn = 0; turn < 4; turn += 1) {
      const { x, y } = await spot();
      await this.#page.mouse.move(x, y);
      await room.moved(() => this.#page.mouse.wheel(0, -400));
    }
  }

  told(): { steps: number; keys: number; seconds: number } {
    return {
      steps: this.#steps,
      keys: this.#keys,
      seconds: (Date.now() - this.#begun) / 1000,
    };
  }
}
