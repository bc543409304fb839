/**
 * Calls back once `element` has really been on the display: its entrance has ended and two frames were drawn since (the first
 * callback precedes the paint that contains it). Frames are not drawn for a hidden page, so it waits until the page is looked at.
 * Returns how to call it off.
 */
export function whenSeen(element: Element, report: () => void): () => void {
  let frame = 0;
  let over = false;
  const afterFrames = (count: number): void => {
    if (over) return;
    frame = requestAnimationFrame(() => {
      if (document.visibilityState === 'hidden') afterFrames(2);
      else if (count > 1) afterFrames(count - 1);
      else report();
    });
  };
  // An entrance that is cut short ends in rejection: the element is on its way out then, and calls us off itself.
  const entrances = element.getAnimations().map((animation) => animation.finished);
  void Promise.allSettled(entrances).then(() => afterFrames(2));
  return () => {
    over = true;
    cancelAnimationFrame(frame);
  };
}
