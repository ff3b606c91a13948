// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QDialog>

namespace ui {

/// How to point each agent at the proxy: the lines to copy.
class ConnectDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConnectDialog)

public:
    explicit ConnectDialog(const QString &baseUrl, QWidget *parent = nullptr);
};

} // namespace ui
