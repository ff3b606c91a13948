// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>

namespace ui {

/// Reads and writes secrets in the system's keychain, each as an entry of "llm-proxy". The window's
/// settings store which secrets are there, never their values. No call blocks, because the keychain
/// may ask the user first.
class SecretStore final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SecretStore)

public:
    using QObject::QObject;

    /// Whether this build supports a keychain. Whether one works shows only when it is used.
    [[nodiscard]] static bool isBuiltIn();
    [[nodiscard]] static QStringList rememberedKeys();

    /// Reads the secrets. read() follows with those that could be read, possibly none.
    void readAll();
    /// Writes a secret; an empty one removes the entry. written() or failed() follows.
    void write(const QString &key, const QString &secret);

Q_SIGNALS:
    void read(const QMap<QString, QString> &secrets);
    void written(const QString &key, const QString &secret);
    void failed(const QString &key, const QString &reason);

private:
    void readNext(const QStringList &keys, QMap<QString, QString> secrets);
    static void remember(const QString &key, bool stands);
};

} // namespace ui
