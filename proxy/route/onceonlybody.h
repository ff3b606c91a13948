// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QIODevice>

namespace proxy {

/// A request body that can be read once. Given to QNetworkAccessManager, it keeps it from sending
/// a POST again by itself when a kept-alive connection dies.
class OnceOnlyBody final : public QIODevice
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OnceOnlyBody)

public:
    explicit OnceOnlyBody(QByteArray bytes, QObject *parent = nullptr);

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] bool atEnd() const override { return m_position == m_bytes.size(); }
    [[nodiscard]] qint64 bytesAvailable() const override { return m_bytes.size() - m_position; }
    bool reset() override { return false; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    QByteArray m_bytes;
    qint64 m_position = 0;
};

} // namespace proxy
