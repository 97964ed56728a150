import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {build} from 'esbuild';
import {root, withFolder} from './program.js';

/** What our wizard is held against: stock Ink with our options, and as good as nothing on top. */
const programs = {
  'one-line': `
    render(<App />, options);
    function App() {
      useInput(() => {});
      return <Text>ready</Text>;
    }`,
  list: `
    const rows = Array.from({length: 30}, (_, index) => 'row:' + index);
    render(<App />, options);
    function App() {
      const [focus, setFocus] = useState(0);
      useInput((_, key) => {
        if (key.downArrow) setFocus(at => Math.min(29, at + 1));
        if (key.upArrow) setFocus(at => Math.max(0, at - 1));
      });
      return (
        <Box flexDirection="column">
          {rows.map((row, index) => (
            <Text key={row} {...(index === focus && {color: 'cyan'})}>
              {index === focus ? '❯' : ' '} [✔] {row}
            </Text>
          ))}
          <Text>↑↓ move</Text>
        </Box>
      );
    }`,
} as const;

/** Bundles one of them as our own program is bundled. */
export async function withBareInk<Value>(
  name: keyof typeof programs,
  act: (program: string) => Promise<Value>,
): Promise<Value> {
  return await withFolder(async folder => {
    const outfile = join(folder, 'bare.mjs');
    const stub = join(folder, 'stub.mjs');
    await writeFile(stub, 'export default {};');
    await build({
      stdin: {
        contents: `import {useState} from 'react';
          import {Box, Text, render, useInput} from 'ink';
          const options = {
            alternateScreen: true,
            incrementalRendering: true,
            interactive: true,
            maxFps: 60,
            exitOnCtrlC: false,
          };
          ${programs[name]}`,
        loader: 'jsx',
        resolveDir: root,
      },
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20.19',
      format: 'esm',
      jsx: 'automatic',
      minify: true,
      define: {'process.env.NODE_ENV': '"production"'},
      alias: {'react-devtools-core': stub},
      banner: {
        js: "import {createRequire as makeRequire} from 'node:module'; const require = makeRequire(import.meta.url);",
      },
    });
    return await act(outfile);
  });
}
