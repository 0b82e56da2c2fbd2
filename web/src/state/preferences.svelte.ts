/**
 * What belongs to the reader and not to the link: language and theme.
 *
 * Storage may be barred (private windows, kiosks); the page then simply forgets.
 */
export type Language = "zh-CN" | "en";
export type Theme = "auto" | "light" | "dark";

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Nothing to do: the choice lasts until the page is closed.
  }
}

/** The choice made here before; else what the browser speaks. */
const firstLanguage = (): Language => {
  const chosen = stored("language");
  if (chosen === "en" || chosen === "zh-CN") return chosen;
  return navigator.languages.some((language) => /^zh\b/i.test(language)) ? "zh-CN" : "en";
};

const firstTheme = (): Theme => {
  const chosen = stored("theme");
  return chosen === "light" || chosen === "dark" ? chosen : "auto";
};

class Preferences {
  language = $state<Language>(firstLanguage());
  theme = $state<Theme>(firstTheme());
  #systemDark = $state(false);

  /** What is drawn: `auto` follows the system, also while the page is open. */
  readonly drawn: "light" | "dark" = $derived(
    this.theme === "auto" ? (this.#systemDark ? "dark" : "light") : this.theme,
  );

  constructor() {
    const system = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
    if (!system) return;
    this.#systemDark = system.matches;
    system.addEventListener("change", (event) => {
      this.#systemDark = event.matches;
    });
  }

  speak(language: Language): void {
    this.language = language;
    keep("language", language);
  }

  /** One button: to the other theme than the one now drawn. */
  turn(): void {
    this.theme = this.drawn === "dark" ? "light" : "dark";
    keep("theme", this.theme);
  }
}

export const preferences = new Preferences();
