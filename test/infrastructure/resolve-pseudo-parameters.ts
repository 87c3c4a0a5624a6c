/** A region, and what CloudFormation would put in the place of its pseudo parameters there. */
const VALUES: Readonly<Record<string, string>> = {
  'AWS::Region': 'eu-central-1',
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/**
 * A part of a template as CloudFormation sees it in eu-central-1, so that `{ "Ref": "AWS::Region" }` and the region's name
 * are the same.
 */
export const resolvePseudoParameters = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll(/\$\{(AWS::\w+)\}/g, (all, name) => VALUES[name] ?? all);
  if (Array.isArray(value)) return value.map(resolvePseudoParameters);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value && typeof value.Ref === 'string') return VALUES[value.Ref] ?? value;
  const resolved = Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, resolvePseudoParameters(part)]),
  );
  return 'Fn::Join' in resolved ? join(resolved['Fn::Join']) : resolved;
};

/** Joined texts are one text, wherever CDK split them. */
const join = (parts: unknown) => {
  if (!Array.isArray(parts) || parts[0] !== '' || !Array.isArray(parts[1])) return { 'Fn::Join': parts };
  const merged: unknown[] = [];
  for (const part of parts[1]) {
    const last = merged.at(-1);
    if (typeof last === 'string' && typeof part === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  return merged.length === 1 && typeof merged[0] === 'string' ? merged[0] : { 'Fn::Join': ['', merged] };
};
