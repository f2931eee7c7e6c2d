import { escaped, Markup, markup } from '../../../src/report/html/markup';

test('markup escapes what is put in, in elements and in attributes, and leaves markup as it is', () => {
  const name = `<img src=x onerror="alert('1')">&`;
  expect(markup`<td title="${name}">${name}</td>${markup`<b>${1}</b>`}`.html).toBe(
    '<td title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</td><b>1</b>',
  );
});

test('markup joins arrays, and undefined is nothing', () => {
  expect(markup`${['<', markup`<i>`, [2]]}${undefined}`.html).toBe('&lt;<i>2');
});

test('escaped text is read back as it was', () => {
  const text = `a<b>&"c"'d'&amp;`;
  const back = escaped(text).replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name as string] ?? '',
  );
  expect(back).toBe(text);
  expect(new Markup(escaped(text)).html).not.toMatch(/[<>"']/);
});
