// SPDX-License-Identifier: LicenseRef-Private
#include "ui/words/enginetext.h"

#include "ui/words/enginecode.h"

namespace ui {

QString engineText(const proxy::Text &text)
{
    using Kind = proxy::Text::Kind;
    switch (text.kind()) {
    case Kind::Words:
        break;
    case Kind::Code:
        return engineCode(text.source());
    case Kind::Sentence:
        return text.text(proxy::Text::tr(text.source().constData()), engineText);
    case Kind::Lines:
        return text.text({}, engineText);
    }
    return text.text();
}

} // namespace ui
