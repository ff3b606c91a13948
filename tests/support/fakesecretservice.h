// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QDBusObjectPath>
#include <QDBusVirtualObject>
#include <QMap>
#include <QString>

#include <vector>

namespace support {

/// A fake of the keychain of a desktop: as much of org.freedesktop.secrets as storing, finding
/// and deleting a secret takes. Secrets travel "plain"; one unlocked collection.
class FakeSecretService final : public QDBusVirtualObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FakeSecretService)

public:
    explicit FakeSecretService(QObject *parent = nullptr);
    ~FakeSecretService() override;

    struct Item
    {
        QMap<QString, QString> attributes;
        QByteArray secret;
    };

    /// On a connection of its own, or none at all: as where no keychain runs.
    bool start();
    void stop();
    [[nodiscard]] const std::vector<Item> &items() const { return m_items; }

    [[nodiscard]] QString introspect(const QString &path) const override;
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override;

private:
    [[nodiscard]] QVariantList answer(const QDBusMessage &message);
    [[nodiscard]] QVariantList createItem(const QDBusMessage &message);
    [[nodiscard]] QList<QDBusObjectPath> found(const QMap<QString, QString> &attributes) const;

    std::vector<Item> m_items;
};

} // namespace support
