// SPDX-License-Identifier: Apache-2.0

import FrontDoor
import FrontDoorAWS

// The Gateway faces the internet, so it has no right to give or to take anybody's access: it asks Grant and Revoke, by an
// alias of each, and the policy says what it may ask for. A further door is one more element of each list.
GatewayFunction.run { slack, requests in
    ([SlackDoor(slack)], [SlackNotifier(slack, requests: requests)])
}
