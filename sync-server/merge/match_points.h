// Every number of the search for people registered twice, each with its reason. Tuned on made
// districts (tests/matching), where the truth is known; change one only with those figures beside
// it.
//
// Points are added up. What a clerk can get wrong costs little when it differs; what two people
// cannot share counts much when it is equal. 100 is a pair that agrees in everything.
#pragma once

#include <cstddef>

namespace tilik::merge::points {

// From here a person is asked. An equal name and birth date in one village reach it whatever
// numbers differ, and so does an equal NIK; an equal name and default birth date (1 January) with
// an equal mother stay below.
inline constexpr int kOpen = 70;
// An open case is withdrawn below this only: a corrected letter must not open and close it.
inline constexpr int kKeep = 60;

// An equal NIK is asked about whatever else is said: one person twice, or two with one number
// (86,465 of those were found by auditors).
inline constexpr int kSameNik = 70;
inline constexpr int kNearNik = 30;  // one digit off, two changed places, or what made it invalid
inline constexpr int kNeighbourNik = -25;  // serials of one day: twins, or a queue at the counter
inline constexpr int kOtherNik = -20;      // one person can have had two (domain.md §3.1)
inline constexpr int kNikIsKk = 25;  // one's NIK stands as the other's No KK: columns mixed up

inline constexpr int kSameKk = 15;
inline constexpr int kNearKk = 8;

inline constexpr int kSameName = 38;
inline constexpr int kVariantName = 36;
inline constexpr int kSimilarName = 27;
inline constexpr int kPartOfName = 24;
inline constexpr int kCommonPartOfName = 10;
inline constexpr int kSharedName = -25;  // of one clan, or of one given name
inline constexpr int kOtherName = -45;

inline constexpr int kSameBirth = 30;
inline constexpr int kSwappedBirth = 22;  // day and month
// The year agrees, and one of the days is what stands for "nobody knows": 1 Jan, 31 Dec, 1 Jul.
inline constexpr int kDefaultBirth = 12;
inline constexpr int kNearBirth = 14;  // one of day, month, year differs, the year by one at most
inline constexpr int kSameYear = 0;
inline constexpr int kOtherBirth = -30;       // father and son of one name
inline constexpr int kBothDefaultBirth = 10;  // old people of one village are all born on 1 January

inline constexpr int kSameMother = 15;
inline constexpr int kPartOfMother = 10;
inline constexpr int kOtherMother = -15;

inline constexpr int kSameVillage = 5;
inline constexpr int kSameKecamatan = 2;

inline constexpr int kOtherSex = -40;  // husband and wife of one name
// Of one family, born on one day, and not called the same: twins. Their cards have everything else
// in common.
inline constexpr int kTwins = -45;

// More people than this under one key of the index say nothing about each other: the key is closed
// for good. A village of 4,000 has 5 people of a common name and one year of birth; an invented
// family card has hundreds.
inline constexpr std::size_t kMostInBlock = 48;
// Cases that one person's new number or name may open; the nearest pairs first.
inline constexpr std::size_t kMostCasesOfOne = 8;

}  // namespace tilik::merge::points
