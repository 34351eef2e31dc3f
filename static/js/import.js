// Import page: reads an archive's directory, so that only ticked files leave the computer. Builds a
// smaller ZIP from compressed slices of the chosen one. Other tables are included empty, because a
// missing file means no activity, and an unticked one means unknown. Then uploads everything in
// parts. Without this file, the form sends the chosen files whole.
(() => {
  "use strict";
  const form = document.getElementById("upload");
  if (!form || !window.Blob?.prototype.arrayBuffer) return;
  const input = form.elements.files;
  const ticks = document.getElementById("ticks");
  const trouble = document.getElementById("trouble");
  const sending = document.getElementById("sending");
  const END = 0x06054b50, ENTRY = 0x02014b50, LOCAL = 0x04034b50;
  const known = new Map(
    [...ticks.querySelectorAll("[data-file]")].map((row) => [row.dataset.file.toLowerCase(), row]),
  );
  let chosen = []; // {file, entries}: entries of a ZIP, or null for other files

  const nameOf = (path) => {
    if (path.includes("__MACOSX")) return "";
    const match = /^(.+?)(?:_\d+)?\.csv$/i.exec(path.split(/[\\/]/).pop());
    return match && known.has(match[1].toLowerCase()) ? match[1].toLowerCase() : "";
  };
  const isTicked = (name) => Boolean(name) && known.get(name).querySelector("input").checked;
  const view = async (blob) => new DataView(await blob.arrayBuffer());

  // The entries of a ZIP from its directory; null if it can't be read here, such as a ZIP larger
  // than 4 GB.
  async function entriesOf(file) {
    const tail = await view(file.slice(-65557));
    let at = tail.byteLength - 22;
    while (at >= 0 && tail.getUint32(at, true) !== END) at -= 1;
    if (at < 0) return null;
    const count = tail.getUint16(at + 10, true);
    const [size, start] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
    if (count === 0xffff || start === 0xffffffff || start + size > file.size) return null;
    const directory = await view(file.slice(start, start + size));
    const entries = [];
    for (let here = 0; entries.length < count; ) {
      if (here + 46 > size || directory.getUint32(here, true) !== ENTRY) return null;
      const [packed, unpacked] = [here + 20, here + 24].map((n) => directory.getUint32(n, true));
      const [name, extra, comment] = [28, 30, 32].map((n) => directory.getUint16(here + n, true));
      const offset = directory.getUint32(here + 42, true);
      if ([packed, unpacked, offset].includes(0xffffffff)) return null;
      const path = new TextDecoder().decode(
        new Uint8Array(directory.buffer, here + 46, name),
      );
      const record = directory.buffer.slice(here, here + 46 + name);
      entries.push({ path, packed, unpacked, offset, record, name: nameOf(path) });
      here += 46 + name + extra + comment;
    }
    return entries;
  }

  // The compressed bytes of an entry.
  async function packedOf(file, entry) {
    const head = await view(file.slice(entry.offset, entry.offset + 30));
    if (head.byteLength < 30 || head.getUint32(0, true) !== LOCAL) return null;
    const start = entry.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
    return file.slice(start, start + entry.packed);
  }

  // A ZIP with these entries; those without a tick are empty.
  async function smaller(file, entries) {
    const parts = [], directory = [];
    let offset = 0;
    for (const entry of entries) {
      const record = new DataView(entry.record.slice(0));
      let bytes = new Blob();
      if (isTicked(entry.name)) {
        bytes = await packedOf(file, entry);
        if (!bytes) throw new Error(`${file.name} is damaged: get it again.`);
      } else {
        record.setUint16(10, 0, true); // stored and empty: no checksum, no sizes
        for (const field of [16, 20, 24]) record.setUint32(field, 0, true);
      }
      record.setUint16(8, record.getUint16(8, true) & ~8, true); // sizes are in the header
      record.setUint16(30, 0, true);
      record.setUint16(32, 0, true);
      record.setUint32(42, offset, true);
      const name = new Uint8Array(entry.record, 46);
      const local = new DataView(new ArrayBuffer(30));
      local.setUint32(0, LOCAL, true);
      new Uint8Array(local.buffer).set(new Uint8Array(record.buffer, 6, 22), 4);
      local.setUint16(26, name.length, true);
      parts.push(local.buffer, name, bytes);
      directory.push(record.buffer);
      offset += 30 + name.length + bytes.size;
    }
    const end = new DataView(new ArrayBuffer(22));
    end.setUint32(0, END, true);
    end.setUint16(8, entries.length, true);
    end.setUint16(10, entries.length, true);
    end.setUint32(12, directory.reduce((sum, each) => sum + each.byteLength, 0), true);
    end.setUint32(16, offset, true);
    return new File([...parts, ...directory, end.buffer], file.name);
  }

  const inWords = (size) =>
    size < 1e6 ? `${Math.max(1, Math.round(size / 1e3))} kB` : `${(size / 1e6).toFixed(1)} MB`;

  // A workbook is also a ZIP, and is sent whole. From other ZIPs, only ticked files are sent.
  async function examined(file) {
    const isZip = (await file.slice(0, 4).text()).startsWith("PK");
    if (!isZip) return { file, entries: null, name: nameOf(file.name) };
    const entries = await entriesOf(file);
    if (!entries) throw new Error(`${file.name} can’t be read here: unpack it, choose its files.`);
    if (entries.some((entry) => entry.path === "[Content_Types].xml")) {
      return { file, entries: null, name: "" };
    }
    if (!entries.some((entry) => entry.name)) {
      throw new Error(`Nothing in ${file.name} is a file of LinkedIn’s archive.`);
    }
    return { file, entries };
  }

  async function look() {
    trouble.textContent = "";
    ticks.hidden = true;
    chosen = await Promise.all([...input.files].map(examined));
    const sizes = new Map();
    const add = (name, size) => name && sizes.set(name, (sizes.get(name) ?? 0) + size);
    for (const { file, entries, name } of chosen) {
      if (entries) entries.forEach((entry) => add(entry.name, entry.packed));
      else add(name, file.size);
    }
    for (const [name, row] of known) {
      row.hidden = !sizes.has(name);
      row.querySelector("output").textContent = sizes.has(name) ? inWords(sizes.get(name)) : "–";
    }
    ticks.hidden = !sizes.size;
  }

  async function toSend() {
    const files = [];
    for (const { file, entries, name } of chosen) {
      if (!entries) {
        if (!name || isTicked(name)) files.push(file);
        continue;
      }
      const tables = entries.filter((entry) => /\.csv$/i.test(entry.path));
      if (tables.some((entry) => isTicked(entry.name))) files.push(await smaller(file, tables));
    }
    return files;
  }

  async function ask(address, body) {
    const answer = await fetch(address, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
      },
      body,
    });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (!isJson) throw new Error("The server did not take it; reload the page and try again.");
    const said = await answer.json();
    if (said.error) throw new Error(said.error);
    return said;
  }

  async function send(files) {
    const first = new URLSearchParams();
    for (const file of files) {
      first.append("name", file.name);
      first.append("size", file.size);
    }
    for (const tick of ticks.querySelectorAll("tr:not([hidden]) input:checked")) {
      first.append("ticked", tick.value);
    }
    const { address } = await ask(form.action, first);
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const step = Number(form.dataset.part);
    let before = 0;
    for (const [number, file] of files.entries()) {
      for (let at = 0, tries = 0; at < file.size; ) {
        try {
          const part = file.slice(at, at + step);
          ({ at } = await ask(`${address}part/?file=${number}&at=${at}`, part));
          tries = 0;
        } catch (error) {
          // Lost connection: retry; the server then answers how far it got.
          if (!(error instanceof TypeError) || ++tries > 5) throw error;
          await new Promise((again) => setTimeout(again, 1000 * tries));
        }
        shown(before + at, total);
      }
      before += file.size;
    }
    location.assign(address);
  }

  function shown(done, total) {
    sending.hidden = false;
    sending.querySelector("progress").value = total ? done / total : 0;
    sending.querySelector("span").textContent = `${inWords(done)} of ${inWords(total)}`;
  }

  input.addEventListener("change", () =>
    look().catch((error) => { trouble.textContent = error.message; }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    trouble.textContent = "";
    try {
      await look();
      const files = await toSend();
      if (!files.length) throw new Error("Tick at least one file to send.");
      await send(files);
    } catch (error) {
      sending.hidden = true;
      trouble.textContent =
        error instanceof TypeError ? "Not sent: no connection. Try again." : error.message;
    } finally {
      button.disabled = false;
    }
  });
  ticks.hidden = true;
  ticks.dataset.ready = ""; // hidden by the style sheet until now, so that nothing jumps
  if (input.files.length) input.dispatchEvent(new Event("change"));
})();
