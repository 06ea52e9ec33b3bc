/** What Enketo puts on the kinds of question that the bench's form has. Its maps, drawings and the like are left out. */

import datetimeMobile from "enketo-core/src/widget/date-mobile/datepicker-mobile";
import dateNativeIos from "enketo-core/src/widget/date-native-ios/datepicker-native-ios";
import decimal from "enketo-core/src/widget/number-input/decimal-input";
import integer from "enketo-core/src/widget/number-input/integer-input";
import radio from "enketo-core/src/widget/radio/radiopicker";
import textMax from "enketo-core/src/widget/text-max/text-max";
import textarea from "enketo-core/src/widget/textarea/textarea";

export default [textarea, radio, datetimeMobile, textMax, dateNativeIos, decimal, integer];
