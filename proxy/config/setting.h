// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"

#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace proxy {

/// The type of a setting's value. It decides how a text is read and which editor the window shows.
enum class SettingKind {
    Boolean,
    Integer,
    Number,
    Choice, ///< one of Setting::choices
    Text,
    Url,
    Path, ///< `~/` and paths relative to ConfigPaths::stateDir are resolved
    List, ///< a text is comma-separated; in JSON an array of strings, or one string
    Json, ///< a JSON array; a text holds the same JSON
};

/// One row of the table of settings: the names, the range and the field of one setting. Loading,
/// masking, documentation, the JSON Schema and the settings dialog all use this row.
struct Setting
{
    QString key; ///< name in environment, .env and --set: "LLM_PROXY_PORT"
    QString jsonPath; ///< place in llm-proxy.json: "server.port"
    SettingKind kind = SettingKind::Text;
    Text allowed; ///< "a whole number from 0 to 65535"
    Text summary; ///< one line that explains the setting
    bool secret = false; ///< shown masked, refused on a command line
    /// Of a secret: whether such a value is none, as the path of a file. Null: each one is secret.
    bool (*isOpen)(const QString &value) = nullptr;
    bool needsRestart = false; ///< a change takes effect only when the listener starts anew
    QStringList choices; ///< values of a Choice; values that a List may hold, if limited
    double minimum = 0; ///< of an Integer or Number
    double maximum = 0; ///< of an Integer or Number

    /// How a secret is shown; null: by maskedSecret().
    QString (*masked)(const QString &) = nullptr;
    /// Checks a value, which must have the JSON type of `kind`, and sets the field. Returns an
    /// error whose detail says what is wrong; it never quotes a secret.
    std::function<Result<void>(ProxyConfig &, const QJsonValue &)> assign;
    /// Returns the field's value, secrets unmasked.
    std::function<QJsonValue(const ProxyConfig &)> value;
};

/// Every setting, in the order of the documentation.
[[nodiscard]] const std::vector<Setting> &settings();

/// Whether @p text, as a value of @p setting, must not be shown.
[[nodiscard]] bool isSecret(const Setting &setting, const QString &text);

/// Returns the setting of an environment-style key, or nullptr when there is none.
[[nodiscard]] const Setting *findSetting(QStringView key);

/// Returns a setting's value as text for .env, the window and `config show`. Lists are joined by
/// commas, secrets are masked by maskedSecret(). Returns an empty text for an unknown key.
[[nodiscard]] QString maskedValue(QStringView key, const ProxyConfig &config);

/// Returns the settings of the router as one text without secrets, to tell whether two instances
/// decide alike.
[[nodiscard]] QByteArray routingText(const RouterSettings &router);

/// Returns "…" and the last four characters of a long secret, "…" for a short one, and an empty
/// text for an empty one.
[[nodiscard]] QString maskedSecret(QByteArrayView secret);

/// "default", "llm-proxy.json", ".env", "keychain", "environment", "command line",
/// "switched by hand".
[[nodiscard]] QString name(ConfigSource source);
/// name() as a translatable text.
[[nodiscard]] Text inWords(ConfigSource source);

/// What ends a switch, as a text for people.
inline constexpr const char *kEndOfSwitch =
    "the next start, an edit of the file that sets it, or POST /router/routing {\"reset\":true}";

} // namespace proxy
