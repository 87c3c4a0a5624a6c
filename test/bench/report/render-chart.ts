import type { Measured } from '../measure-all.ts';
import { median } from '../statistics.ts';
import { cpuRatio } from '../targets.ts';

const TITLES = {
  product: 'this project',
  idiomatic: 'idiomatic function',
  floor: 'floor',
} as const;

const BAR = { left: 190, width: 420, height: 20, gap: 6, top: 72, group: 18 };

/** Bars for each shape: CPU of one answer by the whole function, in multiples of the idiomatic one. */
export const renderChart = ({ shapes, run }: Measured): string => {
  let y = BAR.top;
  const rows: string[] = [];
  for (const shape of ['S', 'M', 'L'] as const) {
    const rounds = shapes.findLast((figures) => figures.shape === shape)?.rounds ?? [];
    const kilobytes = (median(rounds.map(({ product }) => product.bytes)) / 1000).toFixed(0);
    rows.push(`  <text x="20" y="${y + 15}" font-weight="600">${shape}, ${kilobytes} KB</text>`);
    for (const variant of ['product', 'idiomatic', 'floor'] as const) {
      const share = cpuRatio(rounds, variant, 'idiomatic');
      const width = (share * BAR.width).toFixed(1);
      const fill = variant === 'product' ? '#1a7f37' : '#8c959f';
      rows.push(`  <text x="${BAR.left + 90}" y="${y + 15}" text-anchor="end" font-size="12">${TITLES[variant]}</text>
  <rect x="${BAR.left + 100}" y="${y}" width="${width}" height="${BAR.height}" rx="3" fill="${fill}"/>
  <text x="${BAR.left + 108 + Number(width)}" y="${y + 15}">${share.toFixed(2)}</text>`);
      y += BAR.height + BAR.gap;
    }
    y += BAR.group;
  }
  const height = y + 24;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="780" height="${height}" viewBox="0 0 780 ${height}" role="img" font-family="system-ui, sans-serif" font-size="14" fill="#1f2328">
  <title>CPU time of one answer by the whole function, against an idiomatic one</title>
  <rect width="780" height="${height}" fill="#ffffff"/>
  <text x="20" y="28" font-size="16" font-weight="600">CPU time of one answer by the whole function, warm</text>
  <text x="20" y="48" font-size="12" fill="#59636e">against a function of middy, zod and the DocumentClient; less is better</text>
${rows.join('\n')}
  <text x="20" y="${height - 12}" font-size="11" fill="#59636e">${run.date} · Node.js ${run.node} · ${run.machine} · ${run.peers.join(' · ').replaceAll('@aws-sdk/', '')}</text>
</svg>
`;
};
