// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>

namespace ui {

/// Secrets in the system's keychain, one an entry of "llm-proxy". Which settings stand there is
/// remembered; their values never are. Nothing here blocks: the keychain may ask the user first.
class SecretStore final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SecretStore)

public:
    using QObject::QObject;

    /// This build knows a keychain; whether one answers shows when it is used.
    [[nodiscard]] static bool isBuiltIn();
    [[nodiscard]] static QStringList rememberedKeys();

    /// read() follows with all that could be read, also when that is nothing.
    void readAll();
    /// Empty: the entry is removed. written() or failed() follows.
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
