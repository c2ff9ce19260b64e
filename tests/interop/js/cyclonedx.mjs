// Judges bills of materials by CycloneDX's own schemas: paths as arguments; one line of JSON for each: null, or what is wrong with it.
import { readFile } from 'node:fs/promises';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';

for (const path of process.argv.slice(2)) {
  const text = await readFile(path, 'utf8');
  const validator = new Validation.JsonStrictValidator(JSON.parse(text).specVersion ?? Spec.Version.v1dot6);
  console.log(JSON.stringify(await validator.validate(text)));
}
