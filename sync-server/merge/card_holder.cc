#include "sync-server/merge/card_holder.h"

namespace tilik::merge {

bool IsInOtherHands(v1::CardHolder holder) {
  switch (holder) {
    case v1::CARD_HOLDER_PENDAMPING:
    case v1::CARD_HOLDER_AGEN:
    case v1::CARD_HOLDER_APARAT_DESA:
    case v1::CARD_HOLDER_LAIN:
      return true;
    default:
      return false;
  }
}

std::string CardHolderWords(v1::CardHolder holder) {
  switch (holder) {
    case v1::CARD_HOLDER_KPM:
      return "KPM";
    case v1::CARD_HOLDER_PENDAMPING:
      return "pendamping";
    case v1::CARD_HOLDER_AGEN:
      return "agen";
    case v1::CARD_HOLDER_APARAT_DESA:
      return "aparat desa";
    case v1::CARD_HOLDER_LAIN:
      return "orang lain";
    case v1::CARD_HOLDER_TIDAK_ADA_KARTU:
      return "tidak ada kartu";
    default:
      return "belum diketahui";
  }
}

}  // namespace tilik::merge
