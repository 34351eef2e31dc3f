// TV screen: shows the next page after some seconds. A page that can't be reached is retried.
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
