// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"

#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace proxy {

/// What a setting's value is; decides how text is read and what editor suits it.
enum class SettingKind {
    Boolean,
    Integer,
    Number,
    Choice, ///< one of Setting::choices
    Text,
    Url,
    Path, ///< `~/` and paths relative to the state folder are resolved
    List, ///< comma-separated as text, an array of strings (or one string) in JSON
    Json, ///< an array as it stands; as text: JSON
};

/// One row of the table of settings: the single place that knows a setting's names, range and
/// field. Loading, masking, documentation, the JSON Schema and the settings dialog read it.
struct Setting
{
    QString key; ///< name in environment, .env and --set: "LLM_PROXY_PORT"
    QString jsonPath; ///< place in llm-proxy.json: "server.port"
    SettingKind kind = SettingKind::Text;
    Said allowed; ///< "a whole number from 0 to 65535"
    Said summary; ///< one line for people
    bool secret = false; ///< shown masked, refused on a command line
    bool needsRestart = false; ///< a change is applied by the next start of the listener only
    QStringList choices; ///< of a Choice; values a List may hold, when limited
    double minimum = 0; ///< of an Integer or Number
    double maximum = 0;

    /// Checks a value of this kind's JSON type and puts it into the configuration; an Error's
    /// detail says what is wrong with it, without the value of a secret.
    std::function<Result<void>(ProxyConfig &, const QJsonValue &)> assign;
    /// The value in force, unmasked.
    std::function<QJsonValue(const ProxyConfig &)> value;
};

/// Every setting, in the order of documentation.
[[nodiscard]] const std::vector<Setting> &settings();

/// The row of an environment-style key; nullptr: unknown.
[[nodiscard]] const Setting *findSetting(QStringView key);

/// A setting's value as text for .env, windows and `config show`: lists joined by commas,
/// secrets as "…last4" at most. Empty for an unknown key.
[[nodiscard]] QString maskedValue(QStringView key, const ProxyConfig &config);

/// "…last4" when the secret is long enough to spare four characters, else "…"; empty stays empty.
[[nodiscard]] QString maskedSecret(QByteArrayView secret);

/// "default", "llm-proxy.json", ".env", "keychain", "environment", "command line",
/// "switched by hand".
[[nodiscard]] QString name(ConfigSource source);
/// The same for people.
[[nodiscard]] Said inWords(ConfigSource source);

/// How the user's switch ends, for people.
inline constexpr const char *kEndOfSwitch =
    "the next start, an edit of the file that sets it, or POST /router/routing {\"reset\":true}";

} // namespace proxy
