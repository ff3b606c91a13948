// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/route/decisionrules.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace proxy {

/// Returns the level of effort at which the requested model serves an easy task of this request
/// (MORPH_ROUTER_EFFORT); nullopt: the effort stays as it is. It is lower than what is asked for,
/// or than the model's default where the request names none.
///
/// A level belongs to the cached prompt. So it is lowered where nothing is cached, at a session's
/// start, or where the latest turn had the lower one already. The providers' fields that change it
/// in the middle of a conversation (Anthropic's output_config in a system message, beta
/// mid-conversation-output-config-2026-07-01; OpenAI's configuration_update for gpt-6-astra) are
/// not used: such a message must stay where it stands in every later request, else the cache and
/// the thinking behind it are lost, and a client that did not write it does not send it again
/// (platform.claude.com, build-with-claude/effort-per-message; both read 2026-11-30).
///
/// Appends a step to @p trace when the setting is on. Pure.
[[nodiscard]] std::optional<QByteArray>
lowerEffort(const DecisionInput &input, const ModelTable &models, std::vector<TraceStep> &trace);

/// Whether the level of an earlier request of the turn can be sent with this one, too: it still is
/// lower than what is asked for. Pure.
[[nodiscard]] bool keepsEffort(const RequestFacts &facts, const QByteArray &level,
                               const ModelTable &models);

/// Returns the name under which a model's refusal of a lowered effort is remembered. No model has
/// it.
[[nodiscard]] QByteArray effortRefusal(const QByteArray &model);

} // namespace proxy
