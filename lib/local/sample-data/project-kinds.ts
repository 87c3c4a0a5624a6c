/** What the sample projects are about: machine learning on small devices. */
type ProjectKind = {
  readonly task: string;
  /** One of the official client's `ProjectCategoryEnum`. */
  readonly category: string;
  readonly labelingMethod: 'single_label' | 'object_detection' | 'label_map';
  readonly labels: readonly string[];
};

export const PROJECT_KINDS: readonly ProjectKind[] = [
  { task: 'bearing wear', category: 'Accelerometer', labelingMethod: 'single_label', labels: ['healthy', 'worn'] },
  { task: 'gestures', category: 'Accelerometer', labelingMethod: 'single_label', labels: ['idle', 'circle', 'wave'] },
  { task: 'wake word', category: 'Keyword spotting', labelingMethod: 'label_map', labels: ['hello kettle', 'noise'] },
  { task: 'glass breaking 🔔', category: 'Audio', labelingMethod: 'label_map', labels: ['glass', 'rain', 'unknown'] },
  { task: 'pallet count', category: 'Object detection', labelingMethod: 'object_detection', labels: ['pallet'] },
  { task: 'scratched caps', category: 'Images', labelingMethod: 'single_label', labels: ['good', 'scratched'] },
];

export const SITES = ['Austin', 'Bremen', 'Gdańsk', 'Kumasi', 'Mérida', 'Osaka', 'Pune', 'Tromsø', '高雄'];

export const BOARDS = ['Nordic nRF5340 DK', 'Arduino Nicla Vision', 'Raspberry Pi RP2040', 'ESP32-S3'];

export const MODIFICATIONS = ['Trained a new model', 'Uploaded 214 samples', 'Relabelled 12 samples'];

export const TAGS = ['anomaly detection', 'battery powered', 'proof of concept', 'production', 'TinyML', '예지보전'];

/** Of the official client's `PublicProjectLicense`. */
export const LICENSES = ['Apache-2.0', 'BSD-3-Clause', 'BSD-3-Clause-Clear'];
