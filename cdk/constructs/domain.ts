import { DomainName, EndpointAccessMode, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { STAGE } from '../../lib/contract/route.ts';
import type { Configuration } from '../configuration.ts';

/** A domain of one's own in front of the API, for TLS 1.3 only, with its DNS record where the hosted zone is given. */
export class Domain extends Construct {
  readonly url: string;
  /** What a DNS record of the domain must be an alias, or a CNAME, of. */
  readonly target: string;

  constructor(scope: Construct, id: string, domainName: string, api: RestApi, configuration: Configuration) {
    super(scope, id);
    const { certificateArn = '', hostedZoneId } = configuration;
    const domain = new DomainName(this, 'DomainName', {
      domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS13_1_3_2025_09,
      endpointAccessMode: EndpointAccessMode.STRICT,
    });
    // The stage's name is part of the path that clients know.
    domain.addBasePathMapping(api, { basePath: STAGE, stage: api.deploymentStage });
    this.url = `https://${domainName}/${STAGE}/`;
    this.target = domain.domainNameAliasDomainName;
    if (hostedZoneId === undefined) return;
    // Not ARecord: it wants the zone's name besides its id.
    new CfnRecordSet(this, 'Record', {
      hostedZoneId,
      name: domainName,
      type: 'A',
      aliasTarget: { dnsName: this.target, hostedZoneId: domain.domainNameAliasHostedZoneId },
    });
  }
}
