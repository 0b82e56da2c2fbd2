/** What a press on the map means, by room and by what the room is about. */
import { discBounds } from "../map/disc";
import type { By, Mark } from "../map/room_map";
import { stage } from "../map/stage.svelte";
import { FIRST_COVERAGE, type Place } from "./address";
import { coverage } from "./coverage.svelte";
import { draftPicture } from "./draft_picture.svelte";
import { put } from "./keyed";
import { planner } from "./planner.svelte";
import { room } from "./room.svelte";
import { tooling } from "./tooling.svelte";

/** Closer than this the areas around a place can be told apart. */
const CLOSE_ZOOM = 15.5;
const AROUND_M = 200;

/** A place was pointed at, with the area of the filled level that is drawn there. */
export function pointed(lon: number, lat: number, drawn: number | null, by: By): void {
  const current = room.view.subject;
  if (current.kind === "draft") {
    if (by === "pointer") tooling.pressed({ lon, lat }, drawn);
    else keyed({ lon, lat }, drawn);
  } else if (room.view.room === "planner") {
    tryAt({ lon, lat });
  } else if ((current.kind === "list" || current.kind === "coverage") && drawn !== null) {
    room.refine({ ...current, chosen: drawn });
  } else askAt({ lon, lat });
}

/**
 * A key on the map of a draft: it ends what is in hand, or takes what the cross stands on.
 * Where the cross is not shown the hand was a pointer's, and nobody has chosen the middle.
 */
function keyed(at: Place, drawn: number | null): void {
  const { doing } = tooling;
  if (doing.is === "bending" && tooling.unfinished) void tooling.confirm();
  else if (doing.is !== "proposing" && stage.map?.aimed && !put(at)) tooling.pressed(at, drawn);
}

/** Whose place is this? An error radius that was set stays. */
function askAt({ lon, lat }: Place): void {
  const current = room.view.subject;
  const accuracy = current.kind === "answer" ? current.accuracy : null;
  room.show({ kind: "answer", lon, lat, accuracy });
}

/**
 * A place was named by its coordinate: as if it were pressed, and brought close, for
 * nobody has chosen it by eye. In the planner's room, where a press draws, it is only shown.
 */
export function sought(place: Place): void {
  const { lon, lat } = place;
  if (room.view.room === "planner") {
    stage.map?.reveal(lon, lat, null, stage.margins, true);
    return;
  }
  askAt(place);
  if (stage.zoom === null || stage.zoom > CLOSE_ZOOM) return;
  // Once the card has taken its room and the map has turned to the place.
  setTimeout(() => stage.map?.fit(discBounds(lon, lat, AROUND_M), stage.margins));
}

/** A mark on the map was pointed at. */
export function picked({ is, which }: Mark): void {
  if (is === "issue" || is === "comment") draftPicture.chosen = which;
  else if (is === "spot") pickSpot(which);
  else if (is === "proposal") pickProposal(which);
  else if (room.view.room === "planner") {
    room.show({ kind: "trial", station: which, place: null });
  } else room.show({ kind: "station", id: which, from: lastPlace() });
}

/** The place last asked about: the way to a station begins there. */
export function lastPlace(): Place | null {
  const current = room.view.subject;
  if (current.kind === "answer") return { lon: current.lon, lat: current.lat };
  return current.kind === "station" ? current.from : null;
}

export function pickSpot(number: number): void {
  const current = room.view.subject;
  const table =
    current.kind === "coverage"
      ? current
      : ({ kind: "coverage", chosen: null, order: FIRST_COVERAGE } as const);
  if (coverage.blind.some((spot) => spot.number === number)) {
    const next = { ...table, spot: number };
    if (current.kind === "coverage") room.refine(next);
    else room.show(next);
  }
}

/** A new station is tried where a proposal stands. */
export function pickProposal(rank: number): void {
  const found = planner.proposals.find((proposal) => proposal.rank === rank);
  if (!found) return;
  planner.proposal = rank;
  const { lon, lat } = found;
  room.show({ kind: "trial", station: null, place: { lon, lat } });
}

/** The station in hand is put there; without one, a new one is tried there. */
export function tryAt(place: Place): void {
  const current = room.view.subject;
  if (current.kind === "trial") room.refine({ ...current, place });
  else room.show({ kind: "trial", station: null, place });
}
