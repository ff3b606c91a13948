// SPDX-License-Identifier: LicenseRef-Private
#include "ui/look/wrappedlabel.h"

#include <QLabel>

namespace ui {

QLabel *wrappedLabel()
{
    auto *label = new QLabel;
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace ui
