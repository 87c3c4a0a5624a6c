/** The examples at the top of each command's help, most common first. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  organizations: [
    'organizations keys list --all --expiring 30d',
    'organizations users show 970 --stack Organizations',
    'organizations export --output backup.json',
  ],
  'organizations import': [
    'organizations import backup.json --dry-run',
    'organizations import backup.json --rejects broken.ndjson --stack Organizations',
    'organizations import --yes --prune backup.json',
    'organizations import all.json --to-files load --identities identities.ndjson',
  ],
  'organizations export': [
    'organizations export --output backup.json',
    'organizations export 42 43 --ndjson',
    'organizations export --deleted --stack Organizations --output all.json',
    'organizations export --deleted --from-files AWSDynamoDB/0169-2d87 --output all.json',
  ],
  'organizations check': [
    'organizations check --stack Organizations',
    'organizations check 42',
    'organizations check --fix --dry-run --units-per-second 200',
    'organizations check --from-files AWSDynamoDB/0169-2d87',
  ],
  'organizations organizations list': [
    'organizations organizations list --limit 20',
    'organizations organizations list --ndjson > organizations.ndjson',
  ],
  'organizations organizations show': ['organizations organizations show 42'],
  'organizations projects list': ['organizations projects list 42', 'organizations projects list 42 --json --limit 10'],
  'organizations organizations create': ["organizations organizations create 7 --name 'Brandt Sensors' --admin 5000"],
  'organizations organizations rename': ["organizations organizations rename 7 'Brandt Motors'"],
  'organizations organizations delete': ['organizations organizations delete 7 --yes'],
  'organizations organizations restore': [
    'organizations organizations restore 7',
    'organizations organizations restore 7 --trial-expires 14d',
  ],
  'organizations organizations add-member': [
    'organizations organizations add-member 42 5000 --role member',
    'organizations organizations add-member 42 5000 --role guest --dataset bearings --dataset motors',
  ],
  'organizations organizations remove-member': ['organizations organizations remove-member 42 5000 --yes'],
  'organizations organizations set-role': ['organizations organizations set-role 42 5000 admin'],
  'organizations users add': [
    "organizations users add 5000 --username ada --name 'Ada Brandt' --email ada@example.com",
  ],
  'organizations users list': ['organizations users list', 'organizations users list --ndjson > users.ndjson'],
  'organizations users find': ['organizations users find ada@example.com', 'organizations users find ada'],
  'organizations users show': ['organizations users show 970', 'organizations users show 970 --json'],
  'organizations users disable': ['organizations users disable 970'],
  'organizations users enable': ['organizations users enable 970'],
  'organizations users revoke-tokens': ['organizations users revoke-tokens 970 --yes'],
  'organizations users data': ['organizations users data 970 --output person-970.json'],
  'organizations users erase': ['organizations users erase 970 --dry-run', 'organizations users erase 970 --yes'],
  'organizations users link': [
    'organizations users link 970 --issuer https://login.example.com --subject auth0|5f7c',
    'organizations users link 970 --token-stdin --stack Organizations < token.txt',
    'organizations users link --from links.csv --dry-run',
  ],
  'organizations users unlink': [
    'organizations users unlink 970 --issuer https://login.example.com --subject auth0|5f7c',
  ],
  'organizations users relink': [
    'organizations users relink --from-issuer https://old.example.com --to-issuer https://login.example.com --dry-run',
  ],
  'organizations users export-identities': ['organizations users export-identities > identities.ndjson'],
  'organizations tokens explain': [
    'organizations tokens explain < token.txt',
    'organizations tokens explain --stack Organizations < token.txt',
  ],
  'organizations keys issue': [
    'organizations keys issue --organization 42 --name ci --role member --expires 90d',
    'organizations keys issue --organization 42 --name own --role admin --key-stdin < key.txt',
  ],
  'organizations keys list': [
    'organizations keys list --organization 42',
    'organizations keys list --all --expiring 30d',
    'organizations keys list --all --unused 90d --json',
  ],
  'organizations keys rotate': ['organizations keys rotate 501 --organization 42 --grace 7d'],
  'organizations keys revoke': ['organizations keys revoke 501 --organization 42 --yes'],
  'organizations trials start': [
    'organizations trials start 42 --expires 14d',
    'organizations trials start 42 --expires 2030-01-31 --extend',
  ],
  'organizations trials upgrade': ['organizations trials upgrade 42'],
  'organizations trials list': ['organizations trials list', 'organizations trials list --json'],
  'organizations trials expire': ['organizations trials expire --dry-run', 'organizations trials expire --yes'],
  'organizations tokens issue': [
    'organizations tokens issue --user 970',
    'organizations tokens issue --user 970 --expired',
    'organizations tokens issue --user 970 --claim aud=other --without iat',
  ],
  'organizations verify': [
    'organizations verify --stack Organizations',
    'organizations verify --stack Organizations --read-only --json --key "$ORGANIZATIONS_API_KEY"',
  ],
};
