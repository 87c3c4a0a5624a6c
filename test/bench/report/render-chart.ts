import type { Figures } from '../targets.ts';

const TITLES = {
  floor: 'floor: JSON.parse and bytes out',
  product: 'this project, every item checked',
  documentClient: 'DocumentClient',
  electrodb: 'ElectroDB',
  sdkUnmarshall: 'SDK + unmarshall',
  dynamodbToolbox: 'dynamodb-toolbox',
} as const;

const BAR = { left: 250, width: 420, height: 26, gap: 10, top: 64 };

/** A bar for each way of writing the call: CPU of one answer of the shape M, in multiples of the floor. */
export const renderChart = ({ cpu, run }: Figures): string => {
  const { M } = cpu.cpuMs;
  const bars = Object.entries(TITLES).map(([name, title]) => {
    // the titles are the variants' own names
    const times = M[name as keyof typeof TITLES] / M.floor;
    return { title, times, isOurs: name === 'product' };
  });
  const longest = Math.max(...bars.map(({ times }) => times));
  const rows = bars
    .toSorted((a, b) => a.times - b.times)
    .map(({ title, times, isOurs }, index) => {
      const y = BAR.top + index * (BAR.height + BAR.gap);
      const width = ((times / longest) * BAR.width).toFixed(1);
      return `  <text x="${BAR.left - 10}" y="${y + 18}" text-anchor="end">${title}</text>
  <rect x="${BAR.left}" y="${y}" width="${width}" height="${BAR.height}" rx="3" fill="${isOurs ? '#1a7f37' : '#8c959f'}"/>
  <text x="${BAR.left + Number(width) + 8}" y="${y + 18}">${times.toFixed(1)}×</text>`;
    });
  const height = BAR.top + bars.length * (BAR.height + BAR.gap) + 30;
  const versions = Object.entries(run.peers).map(([name, version]) => `${name} ${version}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="760" height="${height}" viewBox="0 0 760 ${height}" role="img" font-family="system-ui, sans-serif" font-size="14" fill="#1f2328">
  <title>CPU time of one answer, in multiples of the floor</title>
  <rect width="760" height="${height}" fill="#ffffff"/>
  <text x="20" y="28" font-size="16" font-weight="600">CPU time of one answer: an organization of 50 users and 300 projects</text>
  <text x="20" y="48" font-size="12" fill="#59636e">in multiples of what cannot be avoided; less is better</text>
${rows.join('\n')}
  <text x="20" y="${height - 12}" font-size="11" fill="#59636e">${run.date} · Node.js ${run.node} · ${run.machine} · ${versions.join(' · ').replaceAll('@aws-sdk/', '')}</text>
</svg>
`;
};
