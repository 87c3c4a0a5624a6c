import { DomainName, EndpointAccessMode, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { STAGE } from '../../lib/contract/route.ts';
import type { Configuration } from '../configuration.ts';

/** A custom domain for the API, TLS 1.3 only. It has a DNS record if the hosted zone is configured. */
export class Domain extends Construct {
  readonly url: string;
  /** The name that the domain's DNS record must point to, by an alias or a CNAME. */
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
    // The path that clients know begins with the stage's name.
    domain.addBasePathMapping(api, { basePath: STAGE, stage: api.deploymentStage });
    this.url = `https://${domainName}/${STAGE}/`;
    this.target = domain.domainNameAliasDomainName;
    if (hostedZoneId === undefined) return;
    // Not ARecord: it needs the zone's name, and only the id is configured.
    new CfnRecordSet(this, 'Record', {
      hostedZoneId,
      name: domainName,
      type: 'A',
      aliasTarget: { dnsName: this.target, hostedZoneId: domain.domainNameAliasHostedZoneId },
    });
  }
}
