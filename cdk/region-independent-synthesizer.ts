import { DefaultStackSynthesizer, type FileAssetSource, Fn } from 'aws-cdk-lib';

/**
 * Names the bucket of the functions' code in the same words whether the stack has a region or not.
 *
 * CDK names a function's version by the words of its template. If `region` turned `${AWS::Region}` into a literal, an
 * unchanged function would get a new version, which Lambda refuses ("A version for this Lambda function exists"), and a
 * stack that was deployed without a region could never have one.
 */
export class RegionIndependentSynthesizer extends DefaultStackSynthesizer {
  override addFileAsset(asset: FileAssetSource) {
    const qualifier = this.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
    const bucketName = DefaultStackSynthesizer.DEFAULT_FILE_ASSETS_BUCKET_NAME.replace(/\$\{Qualifier\}/, qualifier);
    return { ...super.addFileAsset(asset), bucketName: Fn.sub(bucketName) };
  }
}
