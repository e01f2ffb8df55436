// SPDX-License-Identifier: Apache-2.0

extension SSOAdmin {
    /// How far the creation with `requestID` is.
    public func describeAccountAssignmentCreationStatus(
        instanceARN: String,
        requestID: String
    ) async throws(AWSError) -> AssignmentOperation {
        try await call(
            "DescribeAccountAssignmentCreationStatus",
            CreationStatusInput(instanceARN: instanceARN, requestID: requestID),
            as: CreationStatusOutput.self
        ).operation
    }

    /// How far the deletion with `requestID` is.
    public func describeAccountAssignmentDeletionStatus(
        instanceARN: String,
        requestID: String
    ) async throws(AWSError) -> AssignmentOperation {
        try await call(
            "DescribeAccountAssignmentDeletionStatus",
            DeletionStatusInput(instanceARN: instanceARN, requestID: requestID),
            as: DeletionStatusOutput.self
        ).operation
    }

    /// The creations of the last days, or those of one status. They do not tell whose assignment it was.
    public func listAccountAssignmentCreationStatus(
        instanceARN: String,
        status: AssignmentOperation.Status? = nil
    ) -> Pages<[AssignmentOperation], String> {
        pages("ListAccountAssignmentCreationStatus", as: ListCreationStatusOutput.self) { token in
            ListStatusInput(instanceARN: instanceARN, status: status, nextToken: token)
        } page: { output in
            (output.operations, output.nextToken)
        }
    }

    /// The deletions of the last days, or those of one status. They do not tell whose assignment it was.
    public func listAccountAssignmentDeletionStatus(
        instanceARN: String,
        status: AssignmentOperation.Status? = nil
    ) -> Pages<[AssignmentOperation], String> {
        pages("ListAccountAssignmentDeletionStatus", as: ListDeletionStatusOutput.self) { token in
            ListStatusInput(instanceARN: instanceARN, status: status, nextToken: token)
        } page: { output in
            (output.operations, output.nextToken)
        }
    }
}

/// The output of everything that tells about one creation.
struct CreationStatusOutput: Decodable {
    let operation: SSOAdmin.AssignmentOperation

    enum CodingKeys: String, CodingKey {
        case operation = "AccountAssignmentCreationStatus"
    }
}

/// The output of everything that tells about one deletion.
struct DeletionStatusOutput: Decodable {
    let operation: SSOAdmin.AssignmentOperation

    enum CodingKeys: String, CodingKey {
        case operation = "AccountAssignmentDeletionStatus"
    }
}

private struct CreationStatusInput: Encodable {
    let instanceARN: String
    let requestID: String

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case requestID = "AccountAssignmentCreationRequestId"
    }
}

private struct DeletionStatusInput: Encodable {
    let instanceARN: String
    let requestID: String

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case requestID = "AccountAssignmentDeletionRequestId"
    }
}

private struct ListStatusInput: Encodable {
    let instanceARN: String
    let filter: Filter?
    let nextToken: String?
    let maxResults = 100

    struct Filter: Encodable {
        let status: SSOAdmin.AssignmentOperation.Status

        enum CodingKeys: String, CodingKey {
            case status = "Status"
        }
    }

    init(instanceARN: String, status: SSOAdmin.AssignmentOperation.Status?, nextToken: String?) {
        self.instanceARN = instanceARN
        self.filter = status.map(Filter.init)
        self.nextToken = nextToken
    }

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case filter = "Filter"
        case nextToken = "NextToken"
        case maxResults = "MaxResults"
    }
}

private struct ListCreationStatusOutput: Decodable {
    let operations: [SSOAdmin.AssignmentOperation]
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case operations = "AccountAssignmentsCreationStatus"
        case nextToken = "NextToken"
    }
}

private struct ListDeletionStatusOutput: Decodable {
    let operations: [SSOAdmin.AssignmentOperation]
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case operations = "AccountAssignmentsDeletionStatus"
        case nextToken = "NextToken"
    }
}
