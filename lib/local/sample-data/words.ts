/** What the sample data is named after: invented people and companies that put machine learning on small devices. */

/** Every date that is not a trial's lies in these fixed years. */
export const FIRST_DAY = '2021-03-01';
export const MIDDLE_DAY = '2024-03-01';
export const LAST_DAY = '2025-11-30';

/** Nothing answers there: pictures are only named. */
export const IMAGES = 'https://images.example.com';

export const FIRST_NAMES = [
  ...['Amara', 'Anneke', 'Benedikt', 'Carlos', 'Chiara', 'Daniela', 'Dmitri', 'Elif', 'Emeka', 'Farah'],
  ...['Freya', 'Giulia', 'Hana', 'Hugo', 'Ingrid', 'Jonas', 'José', 'Kamala', 'Leïla', 'Agnieszka'],
  ...['Mateo', 'Mei', 'Noor', 'Olumide', 'Priya', 'Rasmus', 'Sakura', 'Siobhán', 'Tariq', 'Zoë'],
];

export const LAST_NAMES = [
  ...[
    'Abara',
    'Aydemir',
    'Bakker',
    'Brandvold',
    'Castellanos',
    'Çelik',
    'Dubourg',
    'Eriksdotter',
    'Fiorentini',
    'Grabowska',
  ],
  ...[
    'Haddad',
    'Ishikura',
    'Jankowiak',
    'Kowalczyk',
    'Lindqvist',
    'Marchetti',
    'Nakagawara',
    'Núñez',
    "O'Rourke",
    'Okonjo',
  ],
  ...[
    'Pereira',
    'Raghunathan',
    'Sjöberg',
    'Šimková',
    'Takemoto',
    'Tremblay',
    'Vandermeer',
    'Weißmann',
    'Yilmazer',
    'Zieliński',
  ],
];

export const JOB_TITLES = [
  ...[
    'Embedded engineer',
    'ML engineer',
    'Firmware lead',
    'Data scientist',
    'Product manager',
    'Field application engineer',
  ],
];

/** Of the official client's `Permission`. */
export const PERMISSIONS = [
  ...['projects:limits:write', 'projects:training:keras:write', 'projects:data:versioning:write'],
  ...['users:emails:read', 'whitelabels:read'],
];

/** Of the official client's `PublicProjectLicense`. */
export const LICENSES = ['Apache-2.0', 'BSD-3-Clause', 'BSD-3-Clause-Clear'];

export const DATASETS = [
  'pump-vibration-2023',
  'factory-floor-audio',
  'orchard-camera-traps',
  'gait-study',
  'cold-room-doors',
];

export const TAGS = [
  'anomaly detection',
  'battery powered',
  'proof of concept',
  'production',
  'safety',
  'TinyML',
  '예지보전',
];

export const BOARDS = [
  'Nordic nRF5340 DK',
  'Arduino Nicla Vision',
  'ST B-U585I-IOT02A',
  'Raspberry Pi RP2040',
  'ESP32-S3',
];

export const MODIFICATIONS = [
  'Trained a new model',
  'Uploaded 214 samples',
  'Changed the impulse',
  'Relabelled 12 samples',
  'Deployed as an Arduino library',
];

export const SITES = [
  'Austin',
  'Bremen',
  'Eindhoven',
  'Gdańsk',
  'Kumasi',
  'Mérida',
  'Osaka',
  'Porto',
  'Pune',
  'Tromsø',
  '高雄',
];

type ProjectKind = {
  readonly task: string;
  /** Of the official client's `ProjectCategoryEnum`. */
  readonly category: string;
  readonly labelingMethod: 'single_label' | 'object_detection' | 'label_map';
  readonly sensor: string;
  readonly sampleRateHz: number;
  readonly labels: readonly string[];
  readonly subjects: readonly string[];
};

export const PROJECT_KINDS: readonly ProjectKind[] = [
  {
    task: 'bearing wear',
    category: 'Accelerometer',
    labelingMethod: 'single_label',
    sensor: 'LIS3DH',
    sampleRateHz: 1344,
    labels: ['healthy', 'worn', 'seized'],
    subjects: ['Coolant pump', 'Conveyor 3', 'Spindle motor', 'Extractor fan', 'Lift gearbox', 'Wind turbine WT-07'],
  },
  {
    task: 'gesture recognition',
    category: 'Accelerometer',
    labelingMethod: 'single_label',
    sensor: 'BMI270',
    sampleRateHz: 104,
    labels: ['idle', 'circle', 'flick', 'wave'],
    subjects: ['Smart wand', 'Ski pole', 'Warehouse glove', 'Rehabilitation band'],
  },
  {
    task: 'wake word',
    category: 'Keyword spotting',
    labelingMethod: 'label_map',
    sensor: 'PDM microphone',
    sampleRateHz: 16_000,
    labels: ['hello kettle', 'noise', 'unknown'],
    subjects: ['Kettle', 'Hearing aid', 'Elevator panel', 'Kinderzimmerlämpchen', 'Taxi meter'],
  },
  {
    task: 'sound events',
    category: 'Audio',
    labelingMethod: 'label_map',
    sensor: 'ICS-43434',
    sampleRateHz: 16_000,
    labels: ['glass', 'chainsaw', 'rain', 'queen piping'],
    subjects: ['Beehive 🐝', 'Rainforest listener', 'Shop window', 'Compressor room', 'Calving shed'],
  },
  {
    task: 'counting',
    category: 'Object detection',
    labelingMethod: 'object_detection',
    sensor: 'OV2640',
    sampleRateHz: 5,
    labels: ['person', 'pallet', 'forklift'],
    subjects: ['Loading dock', 'Bus door', 'Meeting room', 'Car park B2', 'Potato grader'],
  },
  {
    task: 'visual inspection',
    category: 'Images',
    labelingMethod: 'single_label',
    sensor: 'HM01B0',
    sampleRateHz: 1,
    labels: ['good', 'scratched', 'missing screw'],
    subjects: ['Solder joints', 'Bottle caps', 'Blister packs', 'Grape leaves', 'Water meter dial'],
  },
  {
    task: 'leak prediction',
    category: 'Other',
    labelingMethod: 'single_label',
    sensor: 'SHT40',
    sampleRateHz: 0.2,
    labels: ['dry', 'damp', 'leaking'],
    subjects: ['Cold room', 'Greenhouse row 12', 'Basement sump', 'Vaccine fridge'],
  },
];
