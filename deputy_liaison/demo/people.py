"""Invented names and telephone numbers for the demo county, the same at every load."""

import random

SURNAMES = "赵钱孙李周吴郑陈褚卫蒋沈韩杨朱许何吕张孔曹严华金魏陶姜谢邹喻苏潘葛范彭鲁韦马方任袁柳"
MALE = ("志建永文德广兴长家立庆少", "诚松辉林坤田舟禄恒泉达铭")
FEMALE = ("秀玉丽晓雪桂慧美淑凤雅佩", "芬莲梅云娟琴芳萍燕霞珍英")


class Names:
	"""Gives out invented full names, none of them twice."""

	def __init__(self, seed: int, taken: set[str]) -> None:
		self._random = random.Random(seed)
		self._taken = set(taken)

	def next(self, gender: str) -> str:
		first, second = FEMALE if gender == "Woman" else MALE
		while True:
			name = self._random.choice(SURNAMES) + self._random.choice(first) + self._random.choice(second)
			if name not in self._taken:
				self._taken.add(name)
				return name


def phone(number: int) -> str:
	"""A mobile number in 154, a range that has been given to no carrier."""
	return f"154{number:08d}"
