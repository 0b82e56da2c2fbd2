/** The door of the planner's room: who is there, by name or by token. */

import { pass } from "../api/pass.svelte";
import { type Fault, faultOf } from "../api/problem";
import * as session from "../api/session";

class Door {
  fault = $state.raw<Fault | null>(null);
  asking = $state(false);

  /** Asks who is signed in, where someone should be. */
  async knock(): Promise<void> {
    if (pass.within || !pass.expected || this.asking) return;
    await this.#ask(async () => (await session.whoAmI()).person);
    if (!pass.person) pass.forget();
    this.fault = null;
  }

  async enter(login: string, password: string): Promise<boolean> {
    await this.#ask(async () => (await session.signIn(login, password)).person);
    return pass.person !== null;
  }

  async #ask(who: () => Promise<session.Person>): Promise<void> {
    this.asking = true;
    this.fault = null;
    try {
      pass.greet(await who());
    } catch (thrown) {
      this.fault = faultOf(thrown);
    } finally {
      this.asking = false;
    }
  }
}

export const door = new Door();
