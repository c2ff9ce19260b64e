(() => {
  const SCROLLS = '.scroll, pre, .chart-figure';
  const faults = [];
  const say = (what, element) => faults.push(`${what}: <${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${(element.textContent || element.getAttribute('alt') || '').trim().slice(0, 60)}`);
  const root = document.documentElement;
  const width = root.clientWidth;
  if (root.scrollWidth > width) faults.push(`the page is ${root.scrollWidth} wide in a window of ${width}`);
  const hidden = element => {
    const style = getComputedStyle(element);
    return style.display === 'none' || style.visibility === 'hidden' || style.clipPath === 'inset(50%)' || (element.parentElement !== null && hidden(element.parentElement));
  };
  for (const element of document.body.querySelectorAll('*')) {
    if (hidden(element) || element.closest('.skip')) continue;
    const box = element.getBoundingClientRect();
    const container = element.closest(SCROLLS);
    if ((container === element || !container) && box.width > 0 && (box.right > width + 0.5 || box.left < -0.5)) say(`leaves the window (${Math.round(box.left)} to ${Math.round(box.right)})`, element);
  }
  for (const scroll of document.querySelectorAll(SCROLLS)) if (scroll.getAttribute('tabindex') !== '0') say('scrolls and cannot be reached from the keyboard', scroll);
  for (const image of document.images) {
    if (!image.alt.trim()) say('has no text', image);
    if (!image.naturalWidth) say('shows nothing', image);
    if (image.closest('.chart-figure') && image.clientWidth < 600) say(`is a chart too small to read, ${image.clientWidth} wide`, image);
  }
  const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')];
  if (document.querySelectorAll('h1').length !== 1) faults.push('there is not one h1');
  let level = 0;
  for (const heading of headings) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) say(`skips from h${level}`, heading);
    level = own;
  }
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  if (new Set(ids).size !== ids.length) faults.push('an id stands twice');
  for (const labelled of document.querySelectorAll('[aria-labelledby]')) if (!document.getElementById(labelled.getAttribute('aria-labelledby'))) say('is named by nothing', labelled);
  for (const table of document.querySelectorAll('table')) if (!table.caption) say('has no caption', table);
  if (!root.lang) faults.push('no language is told');

  const parse = text => { const n = text.match(/[\d.]+/g).map(Number); return { rgb: n.slice(0, 3), alpha: n.length > 3 ? n[3] : 1 }; };
  const light = rgb => { const [r, g, b] = rgb.map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = element => { for (let e = element; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.alpha === 1) return c.rgb; } return [255, 255, 255]; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || seen.has(element) || hidden(element)) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const [a, b] = [light(parse(style.color).rgb), light(ground(element))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}`, element);
    if (size < 11) say(`letters of ${size} pixels`, element);
  }
  return faults;
})()
