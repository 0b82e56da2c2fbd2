/** Who sits before the page: a person with a name and a password, by a cookie no script reads. */
import { ask } from "./ask";
import type { components } from "./schema";

export type Person = components["schemas"]["PersonAnswer"];
type Answer = components["schemas"]["SessionAnswer"];

export const signIn = (login: string, password: string) =>
  ask<Answer>("POST", "/api/v1/session", { body: { login, password } });

export const whoAmI = (signal?: AbortSignal) => ask<Answer>("GET", "/api/v1/session", { signal });
