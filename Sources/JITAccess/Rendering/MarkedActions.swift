// SPDX-License-Identifier: Apache-2.0

/// The actions and managed policies of AWS's that deserve a second look, by the reason.
enum MarkedActions {
    /// Of managed policies the name, in small letters.
    static let managedPolicies: [SecondLook.Reason: Set<String>] = [
        .administrator: [
            "administratoraccess", "poweruseraccess", "administratoraccess-amplify",
            "administratoraccess-awselasticbeanstalk", "systemadministrator",
        ],
        .permissions: ["iamfullaccess"],
        .trust: ["iamfullaccess", "awsssomasteraccountadministrator"],
        .credentials: ["iamfullaccess", "iamuserchangepassword", "iamselfmanageservicespecificcredentials"],
        .passRole: [
            "iamfullaccess", "awslambda_fullaccess", "amazonec2fullaccess", "amazonecs_fullaccess",
            "awscloudformationfullaccess", "amazonsagemakerfullaccess", "awscodebuildadminaccess",
            "datascientist", "databaseadministrator", "awsglueconsolefullaccess",
            "amazonelasticmapreducefullaccess", "awsdatapipeline_fullaccess", "awsstepfunctionsfullaccess",
        ],
        .keys: ["awskeymanagementservicepoweruser", "secretsmanagerreadwrite"],
        .logs: [
            "awscloudtrail_fullaccess", "cloudwatchlogsfullaccess", "cloudwatchfullaccess", "cloudwatchfullaccessv2",
            "amazonguarddutyfullaccess", "amazonguarddutyfullaccess_v2", "awssecurityhubfullaccess", "awsconfiguserfullaccess",
            "awsconfigadministratorpolicy",
        ],
        .exposure: ["amazons3fullaccess", "amazonrdsfullaccess", "amazonec2fullaccess", "networkadministrator"],
        .organization: [
            "awsorganizationsfullaccess", "awsssomasteraccountadministrator", "awsssomemberaccountadministrator",
            "awsssodirectoryadministrator", "awsaccountmanagementfullaccess",
            "billing",
        ],
        .code: [
            "awslambda_fullaccess", "awscloudformationfullaccess", "amazonec2containerregistryfullaccess",
            "amazonec2containerregistrypoweruser", "awscodebuildadminaccess", "awscodedeployfullaccess",
            "awscodepipeline_fullaccess", "awscodecommitfullaccess",
        ],
        .session: ["amazonssmfullaccess", "amazonssmautomationrole", "amazonec2fullaccess"],
    ]

    /// Actions as AWS writes them.
    static let actions: [SecondLook.Reason: [String]] = [
        .administrator: ["*:*"],
        .permissions: [
            "iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy",
            "iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:PutUserPolicy",
            "iam:SetDefaultPolicyVersion", "iam:DetachRolePolicy", "iam:DeleteRolePolicy", "iam:AddRoleToInstanceProfile",
            "iam:CreateServiceLinkedRole", "lambda:AddPermission", "lambda:AddLayerVersionPermission",
        ],
        .trust: [
            "iam:UpdateAssumeRolePolicy", "iam:CreateRole", "iam:CreateSAMLProvider", "iam:UpdateSAMLProvider",
            "iam:DeleteSAMLProvider", "iam:CreateOpenIDConnectProvider", "iam:AddClientIDToOpenIDConnectProvider",
            "iam:UpdateOpenIDConnectProviderThumbprint", "rolesanywhere:CreateTrustAnchor",
            "rolesanywhere:UpdateTrustAnchor", "rolesanywhere:CreateProfile", "eks:CreateAccessEntry",
            "eks:AssociateAccessPolicy", "cognito-identity:SetIdentityPoolRoles",
        ],
        .passRole: ["iam:PassRole"],
        .boundary: [
            "iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary", "iam:PutRolePermissionsBoundary",
            "iam:PutUserPermissionsBoundary",
        ],
        .roleChaining: ["sts:AssumeRole", "sts:AssumeRoot", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"],
        .credentials: [
            "iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile",
            "iam:CreateUser", "iam:CreateServiceSpecificCredential", "iam:ResetServiceSpecificCredential",
            "iam:UploadSigningCertificate", "iam:UploadSSHPublicKey", "iam:CreateVirtualMFADevice",
            "iam:DeactivateMFADevice", "sts:GetFederationToken", "sts:GetSessionToken", "ec2:CreateKeyPair",
            "ec2:ImportKeyPair", "redshift:GetClusterCredentials", "lightsail:DownloadDefaultKeyPair",
            "codeartifact:GetAuthorizationToken", "cognito-idp:AdminCreateUser", "cognito-idp:AdminSetUserPassword",
        ],
        .keys: [
            "kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:PutKeyPolicy", "kms:CreateGrant",
            "kms:ImportKeyMaterial", "kms:DeleteImportedKeyMaterial", "kms:RetireGrant", "kms:RevokeGrant",
            "kms:DeleteCustomKeyStore", "kms:UpdatePrimaryRegion", "kms:ReplicateKey",
        ],
        .logs: [
            "cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail",
            "cloudtrail:PutEventSelectors", "cloudtrail:PutInsightSelectors", "cloudtrail:DeleteEventDataStore",
            "ec2:DeleteFlowLogs", "route53resolver:DeleteResolverQueryLogConfig",
            "route53resolver:DisassociateResolverQueryLogConfig", "config:StopConfigurationRecorder",
            "config:DeleteConfigurationRecorder", "config:DeleteDeliveryChannel", "config:DeleteConfigRule",
            "guardduty:DeleteDetector", "guardduty:UpdateDetector", "guardduty:CreateIPSet", "guardduty:CreateFilter",
            "guardduty:DisassociateFromAdministratorAccount", "securityhub:DisableSecurityHub",
            "securityhub:BatchUpdateFindings", "securityhub:BatchDisableStandards", "inspector2:Disable",
            "macie2:DisableMacie", "access-analyzer:DeleteAnalyzer", "logs:DeleteLogGroup", "logs:DeleteLogStream",
            "logs:PutRetentionPolicy", "logs:DeleteSubscriptionFilter", "cloudwatch:DeleteAlarms",
            "cloudwatch:DisableAlarmActions", "events:DeleteRule", "events:DisableRule", "events:RemoveTargets",
            "wafv2:DeleteLoggingConfiguration", "s3:PutLifecycleConfiguration", "s3:PutBucketLogging",
        ],
        .exposure: [
            "s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutObjectAcl",
            "s3:PutBucketPublicAccessBlock", "s3:PutAccountPublicAccessBlock", "s3:PutAccessPointPolicy",
            "s3:PutBucketVersioning", "s3:PutReplicationConfiguration", "s3:BypassGovernanceRetention",
            "ec2:ModifySnapshotAttribute", "ec2:ModifyImageAttribute", "ec2:DisableSnapshotBlockPublicAccess",
            "ec2:DisableImageBlockPublicAccess", "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateVpcPeeringConnection",
            "rds:ModifyDBSnapshotAttribute", "rds:ModifyDBClusterSnapshotAttribute", "rds:ModifyDBInstance",
            "ram:CreateResourceShare", "ram:AssociateResourceShare", "ecr:SetRepositoryPolicy",
            "secretsmanager:PutResourcePolicy", "sqs:SetQueueAttributes", "sqs:AddPermission", "sns:SetTopicAttributes",
            "sns:AddPermission", "dynamodb:PutResourcePolicy", "es:UpdateDomainConfig", "backup:PutBackupVaultAccessPolicy",
            "lambda:CreateFunctionUrlConfig", "redshift:AuthorizeSnapshotAccess", "ssm:ModifyDocumentPermission",
            "glue:PutResourcePolicy",
            "elasticfilesystem:PutFileSystemPolicy", "elasticfilesystem:DeleteFileSystemPolicy",
        ],
        .organization: [
            "organizations:LeaveOrganization", "organizations:MoveAccount", "organizations:CreateAccount",
            "organizations:CloseAccount", "organizations:RemoveAccountFromOrganization",
            "organizations:InviteAccountToOrganization", "organizations:AttachPolicy", "organizations:DetachPolicy",
            "organizations:CreatePolicy", "organizations:UpdatePolicy", "organizations:DeletePolicy",
            "organizations:DisablePolicyType", "organizations:RegisterDelegatedAdministrator",
            "organizations:PutResourcePolicy", "organizations:DeleteOrganization", "account:EnableRegion",
            "account:DisableRegion", "account:CloseAccount", "account:PutAccountName", "account:StartPrimaryEmailUpdate",
            "account:PutAlternateContact", "sso:CreateAccountAssignment", "sso:DeleteAccountAssignment",
            "sso:CreatePermissionSet", "sso:PutInlinePolicyToPermissionSet", "sso:AttachManagedPolicyToPermissionSet",
            "sso:AttachCustomerManagedPolicyReferenceToPermissionSet", "sso:ProvisionPermissionSet",
            "sso:DeletePermissionSet", "sso:AssociateDirectory", "sso:DisassociateDirectory",
            "sso:CreateTrustedTokenIssuer", "sso:PutPermissionsBoundaryToPermissionSet", "identitystore:CreateUser",
            "identitystore:UpdateUser", "identitystore:CreateGroupMembership", "sso-directory:CreateUser",
            "sso-directory:UpdatePassword", "sso-directory:AddMemberToGroup", "iam:EnableOrganizationsRootSessions",
        ],
        .code: [
            "lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration",
            "lambda:UpdateAlias", "lambda:PublishLayerVersion", "lambda:CreateEventSourceMapping",
            "cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:ExecuteChangeSet",
            "cloudformation:SetStackPolicy", "ecr:PutImage", "ecr:BatchDeleteImage", "ecr:PutImageTagMutability",
            "ecs:RegisterTaskDefinition", "ecs:UpdateService", "ecs:RunTask", "codebuild:CreateProject",
            "codebuild:UpdateProject", "codebuild:StartBuild", "codepipeline:UpdatePipeline", "codecommit:GitPush",
            "codedeploy:CreateDeployment", "glue:CreateJob", "glue:UpdateJob", "glue:CreateDevEndpoint",
            "sagemaker:CreateNotebookInstance", "sagemaker:CreateTrainingJob", "states:UpdateStateMachine",
            "ec2:RunInstances", "ec2:ModifyInstanceAttribute", "ec2:ReplaceIamInstanceProfileAssociation",
            "ec2:AssociateIamInstanceProfile", "autoscaling:CreateLaunchConfiguration", "ec2:CreateLaunchTemplateVersion",
            "datapipeline:PutPipelineDefinition", "apprunner:UpdateService", "amplify:UpdateApp",
        ],
        .session: [
            "ssm:SendCommand", "ssm:StartSession", "ssm:StartAutomationExecution", "ssm:CreateAssociation",
            "ssm:CreateDocument", "ssm:UpdateDocument", "ssm:UpdateDocumentDefaultVersion", "ecs:ExecuteCommand",
            "ec2-instance-connect:SendSSHPublicKey", "ec2-instance-connect:SendSerialConsoleSSHPublicKey",
            "ec2:GetPasswordData", "sagemaker:CreatePresignedNotebookInstanceUrl",
        ],
    ]
}
