// SPDX-License-Identifier: Apache-2.0

/// An AWS service as the client must know it: its names, its protocol and where it lives.
public struct AWSService: Sendable, Equatable {
    /// How requests and answers are written.
    public enum WireProtocol: Sendable, Equatable {
        /// `X-Amz-Target: <targetPrefix>.<Operation>` and a JSON body of `application/x-amz-json-<version>`.
        case json(version: String, targetPrefix: String)
        /// A form with `Action` and `Version`, answered in XML.
        case query(version: String)
        /// Each operation has a path, and headers of its own beside its body; errors are JSON.
        case rest
    }

    /// The service id in capitals, as in `AWS_ENDPOINT_URL_<ID>`, and as errors name it.
    public let id: String

    /// The first label of the host name.
    public let endpointPrefix: String

    /// The service name in the credential scope.
    public let signingName: String

    /// How its requests and answers are written.
    public let wireProtocol: WireProtocol

    /// Whether there is one endpoint a partition instead of one a region.
    public let isGlobal: Bool

    /// Whether its FIPS endpoint in GovCloud has a host of its own; for most services the plain host is the FIPS one.
    var hasFIPSHostInGovCloud = false

    /// AWS IAM Identity Center.
    public static let ssoAdmin = AWSService(
        id: "SSO_ADMIN",
        endpointPrefix: "sso",
        signingName: "sso",
        wireProtocol: .json(version: "1.1", targetPrefix: "SWBExternalService"),
        isGlobal: false
    )

    /// The Identity Store of IAM Identity Center.
    public static let identityStore = AWSService(
        id: "IDENTITYSTORE",
        endpointPrefix: "identitystore",
        signingName: "identitystore",
        wireProtocol: .json(version: "1.1", targetPrefix: "AWSIdentityStore"),
        isGlobal: false
    )

    /// Amazon DynamoDB.
    public static let dynamoDB = AWSService(
        id: "DYNAMODB",
        endpointPrefix: "dynamodb",
        signingName: "dynamodb",
        wireProtocol: .json(version: "1.0", targetPrefix: "DynamoDB_20120810"),
        isGlobal: false
    )

    /// AWS Organizations.
    public static let organizations = AWSService(
        id: "ORGANIZATIONS",
        endpointPrefix: "organizations",
        signingName: "organizations",
        wireProtocol: .json(version: "1.1", targetPrefix: "AWSOrganizationsV20161128"),
        isGlobal: true
    )

    /// Amazon Simple Notification Service.
    public static let sns = AWSService(
        id: "SNS",
        endpointPrefix: "sns",
        signingName: "sns",
        wireProtocol: .query(version: "2010-03-31"),
        isGlobal: false
    )

    /// AWS Security Token Service.
    public static let sts = AWSService(
        id: "STS",
        endpointPrefix: "sts",
        signingName: "sts",
        wireProtocol: .query(version: "2011-06-15"),
        isGlobal: false
    )

    /// Amazon EventBridge.
    public static let eventBridge = AWSService(
        id: "EVENTBRIDGE",
        endpointPrefix: "events",
        signingName: "events",
        wireProtocol: .json(version: "1.1", targetPrefix: "AWSEvents"),
        isGlobal: false
    )

    /// AWS Lambda.
    public static let lambda = AWSService(
        id: "LAMBDA",
        endpointPrefix: "lambda",
        signingName: "lambda",
        wireProtocol: .rest,
        isGlobal: false,
        hasFIPSHostInGovCloud: true
    )

    /// AWS Secrets Manager.
    public static let secretsManager = AWSService(
        id: "SECRETS_MANAGER",
        endpointPrefix: "secretsmanager",
        signingName: "secretsmanager",
        wireProtocol: .json(version: "1.1", targetPrefix: "secretsmanager"),
        isGlobal: false
    )

    /// AWS Key Management Service.
    public static let kms = AWSService(
        id: "KMS",
        endpointPrefix: "kms",
        signingName: "kms",
        wireProtocol: .json(version: "1.1", targetPrefix: "TrentService"),
        isGlobal: false,
        hasFIPSHostInGovCloud: true
    )

    /// AWS Identity and Access Management: one endpoint a partition, at hosts that follow no rule.
    public static let iam = AWSService(
        id: "IAM",
        endpointPrefix: "iam",
        signingName: "iam",
        wireProtocol: .query(version: "2010-05-08"),
        isGlobal: true
    )
}
