// A screen in the room: after some seconds to what follows. What can't be reached is tried again.
(() => {
  "use strict";
  const { following, seconds } = document.body.dataset;
  const go = async () => {
    try {
      await fetch(following, { method: "HEAD" });
      location.replace(following);
    } catch {
      setTimeout(go, 30_000);
    }
  };
  setTimeout(go, Number(seconds) * 1000);
})();
